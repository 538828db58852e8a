package com.example.ops;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.SecurityFilterChain;

@Configuration(proxyBeanMethods = false)
public class OpsSecurity {

    // documentation: begin
    @Bean
    SecurityFilterChain operations(HttpSecurity http) {
        return http.securityMatcher("/hibernate-redis/**", "/actuator/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().hasRole("OPS"))
                .httpBasic(Customizer.withDefaults())
                .csrf(CsrfConfigurer::spa)
                .build();
    }
    // documentation: end
}
